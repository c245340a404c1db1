/*
 * The instructions. Each is written in the table of its handler (interpreter/ops-*.ts); operands stand behind the
 * code. `a b -- c` says what is taken from and put on the frame's stack.
 */

export const Op = {
  /* constants and the stack */
  Const: 0, // k: -- value
  Undefined: 1,
  Pop: 2,
  Dup: 3, // a -- a a
  Dup2: 4, // a b -- a b a b
  Swap: 5, // a b -- b a
  Rot3: 6, // a b c -- c a b
  Rot4: 7, // a b c d -- d a b c
  /* variables */
  GetVar: 8, // up slot name
  SetVar: 9, // up slot name: value -- value
  InitVar: 10, // up slot: value --
  Unset: 11, // slot
  GetGlobal: 12, // name
  TypeofGlobal: 13, // name
  SetGlobal: 14, // name: always an error in a module
  ConstError: 15, // name
  PushScope: 16, // block
  PopScope: 17,
  CopyScope: 18,
  This: 19,
  NewTarget: 20,
  Arg: 21, // i
  RestArgs: 22, // i
  Arguments: 23,
  /* properties */
  Get: 24, // key: object -- value
  GetItem: 25, // object key -- value
  Set: 26, // key: object value -- value
  SetItem: 27, // object key value -- value
  Delete: 28, // key: object -- bool
  DeleteItem: 29,
  GetMethod: 30, // key: object -- function object
  GetItemMethod: 31, // object key -- function object
  GetSuper: 32, // key: -- value
  SetSuper: 33,
  ToKey: 34, // value -- key
  In: 35,
  HasPrivate: 36, // key
  /* making things */
  Object: 37,
  Array: 38, // n: items -- array
  Append: 39, // array value -- array
  AppendHole: 40,
  Define: 41, // key: object value -- object
  DefineItem: 42, // object key value -- object
  DefineMethod: 43, // flags: object key function -- object
  DefineAccessor: 44, // flags: object key function -- object
  Spread: 45, // object source -- object
  Closure: 46, // code
  Class: 47, // code hasSuper: [superclass] -- class prototype
  SetFields: 48, // code: class prototype -- class prototype
  RunFields: 49,
  Template: 50, // n
  RegExp: 51, // source flags
  NameIt: 52, // name: function -- function
  /* operators */
  Binary: 53, // operator
  Unary: 54, // operator
  ToNumeric: 55,
  Typeof: 56,
  /* control */
  Jump: 57,
  JumpIf: 58, // value --
  JumpUnless: 59,
  JumpIfKeep: 60, // value -- value (jumps) | (goes on)
  JumpUnlessKeep: 61,
  JumpIfNullish: 62, // value -- value (jumps)
  JumpUnlessNullish: 63,
  JumpIfUndefined: 64,
  /* calls */
  Call: 65, // n text: function this args -- value
  CallSpread: 66, // text: function this array -- value
  New: 67, // n text
  NewSpread: 68,
  Super: 69, // n
  SuperSpread: 70,
  Return: 71,
  Throw: 72,
  /* exceptions */
  PushHandler: 73, // pc isCatch
  PopHandler: 74,
  EndFinally: 75, // type value --: throws when type is 1
  /* iteration */
  Iterate: 76, // text
  IterateAsync: 77,
  Next: 78, // isAsync: -- result, or the value itself, past the Step behind it
  Step: 79, // pc: result -- value | jumps when done
  NextOr: 80, // -- result, or the value itself, past the StepOr behind it
  CloseIterator: 81,
  DropIterator: 82,
  RestOfIterator: 83,
  ForInKeys: 84, // object -- iterator over names
  /* patterns */
  CheckObject: 85, // text name: value -- value
  RestObject: 86, // n: object keys.. -- object rest
  /* suspending */
  Await: 87, // text: value -- value
  Yield: 88,
  /* programs */
  Line: 91, // line
  Import: 92, // module
  Debugger: 93,
  ThrowText: 97, // k: a TypeError with this text
  Completion: 98, // a finally is entered in order: -- undefined 0
  JumpIfType: 99, // type pc: v t -- (v when jumping) | v t
  CatchFinally: 100, // value -- value 1
  GetPrivate: 101,
  SetPrivate: 102,
  DefinePrivate: 103,
  AwaitIfSync: 104, // value -- value: of a synchronous iterator under `for await`
  Callee: 105,
  StepOr: 106, // result -- value (undefined when done)
  BindThis: 107, // object -- object: what super() made is this
} as const;

export const BINARY = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '**',
  '==',
  '!=',
  '===',
  '!==',
  '<',
  '>',
  '<=',
  '>=',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '>>>',
  'instanceof',
] as const;
export const UNARY = ['-', '+', '!', '~', 'void', '++', '--'] as const;
