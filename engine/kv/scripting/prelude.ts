/*
 * What a script finds, made in Lua before the first of them: Redis's list of what may be had, tables that cannot be
 * written (Redis patches its Lua for that; here a script sees an empty table that reads through), and the handler that
 * says where an error came from. REDIS: script_lua.c luaRegisterRedisAPI, eval.c scriptingInit, function_lua.c
 */

/** Where the original `next` is in Lua's registry. */
export const RAW_NEXT = 7001;
/** And the original `tostring`. */
export const RAW_TOSTRING = 7002;
/** The field of a metatable that says which table stands behind a read-only one. */
export const BEHIND = '__behind';

/**
 * Called with 'eval' or 'function'. Returns the table of globals, the error handler, the metatable of the environment,
 * the environment, and what a library sees while it is loaded.
 */
export const PRELUDE = `
local kind = ...
local debug, native, setmetatable, getmetatable, rawget, globals = debug, __native, setmetatable, getmetatable, rawget, _G
debug.getregistry()[${RAW_NEXT}] = next
debug.getregistry()[${RAW_TOSTRING}] = tostring
for _, name in ipairs({'debug', '__native', 'dofile', 'loadfile', 'print', 'newproxy', 'getfenv', 'setfenv', 'module', 'require', 'package', 'os', 'io'}) do
  globals[name] = nil
end
for _, name in ipairs({'next', 'pairs', 'rawget', 'rawset', 'setmetatable', 'collectgarbage', 'gcinfo', 'pcall', 'tostring'}) do
  globals[name] = native[name]
end
local loadtext, loadpieces = loadstring, load
globals.loadstring = function(text, ...)
  if type(text) == 'string' and text:byte(1) == 27 then
    return nil, 'attempt to load a binary chunk'
  end
  return loadtext(text, ...)
end
globals.load = function(piece, ...)
  local first = true
  return loadpieces(type(piece) == 'function' and function()
    local text = piece()
    if first and type(text) == 'string' and text:byte(1) == 27 then
      error('attempt to load a binary chunk', 0)
    end
    first = first and (text == nil or text == '')
    return text
  end or piece, ...)
end
local function readonly(t)
  return setmetatable({}, {__index = t, __newindex = native.readonly, ${BEHIND} = t})
end
-- What stands behind a read-only table stays there.
globals.getmetatable = function(...)
  local found = getmetatable(...)
  if type(found) == 'table' and rawget(found, '${BEHIND}') ~= nil then
    return rawget(found, '__shown')
  end
  return found
end
local function handler(err)
  local i = debug.getinfo(2, 'nSl')
  if i and i.what == 'C' then
    i = debug.getinfo(3, 'nSl')
  end
  if type(err) ~= 'table' then
    err = {err = 'ERR ' .. tostring(err)}
  end
  if i then
    err.source = i.source
    err.line = i.currentline
  end
  return err
end
redis.LOG_DEBUG = 0
redis.LOG_VERBOSE = 1
redis.LOG_NOTICE = 2
redis.LOG_WARNING = 3
redis.REDIS_VERSION = '7.0.15'
redis.REDIS_VERSION_NUM = 0x0007000f
local loading = {redis = readonly(setmetatable({
  log = redis.log, register_function = redis.register_function,
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  REDIS_VERSION = redis.REDIS_VERSION, REDIS_VERSION_NUM = redis.REDIS_VERSION_NUM,
}, {__index = native.missing}))}
redis.register_function = nil
redis.REPL_NONE = 0
redis.REPL_AOF = 1
redis.REPL_SLAVE = 2
redis.REPL_REPLICA = 2
redis.REPL_ALL = 3
if kind == 'function' then
  redis.replicate_commands = nil
  redis.breakpoint = nil
  redis.debug = nil
else
  globals.__redis__err__handler = handler
end
cjson._NAME = 'cjson'
cjson._VERSION = '2.1.0'
cjson.null = native.null()
cjson.new = function() return cjson end
cmsgpack._NAME = 'cmsgpack'
cmsgpack._VERSION = 'lua-cmsgpack 0.4.0'
cmsgpack._COPYRIGHT = 'Copyright (C) 2012, Salvatore Sanfilippo'
cmsgpack._DESCRIPTION = 'MessagePack C implementation for Lua'
for _, name in ipairs({'redis', 'string', 'math', 'table', 'cjson', 'cmsgpack', 'bit', 'struct', 'coroutine'}) do
  globals[name] = readonly(globals[name])
end
debug.getmetatable('').__index = globals.string
local environment = readonly(globals)
getmetatable(environment).__shown = readonly({__index = native.missing})
globals._G = environment
loading._G = environment
setmetatable(globals, {__index = native.missing})
setmetatable(loading, {__index = native.missing})
return globals, handler, getmetatable(environment), environment, loading
`;
