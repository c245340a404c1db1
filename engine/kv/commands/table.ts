import type {
	CommandDocs,
	CommandSpec,
	KeySpec,
	Run,
	Runs,
} from "../command.ts";
import docs from "./docs.json" with { type: "json" };
import specs from "./specs.json" with { type: "json" };

/*
 * Puts the recorded metadata and the code together. The one list of groups is in groups.ts; this file knows none.
 */

interface RawSpec {
	readonly arity: number;
	readonly flags: readonly string[];
	readonly first: number;
	readonly last: number;
	readonly step: number;
	readonly acl: readonly string[];
	readonly tips?: readonly string[];
	readonly keySpecs?: readonly KeySpec[];
	readonly subcommands?: Readonly<Record<string, RawSpec>>;
}

export type CommandTable = ReadonlyMap<string, CommandSpec>;

/** Commands that propagate without writing. REDIS: CMD_MAY_REPLICATE */
const MAY_REPLICATE = new Set([
	"eval",
	"evalsha",
	"fcall",
	"publish",
	"spublish",
	"pfcount",
	"script",
	"function",
]);

function specOf(
	name: string,
	raw: RawSpec,
	doc: CommandDocs,
	run: Runs,
): CommandSpec {
	const children = Object.entries(raw.subcommands ?? {}).map(
		([sub, rawSub]): [string, CommandSpec] => {
			const subDocs = doc.subcommands?.[sub];
			if (subDocs === undefined)
				throw new TypeError(`no documentation for ${name}|${sub}`);
			return [sub, specOf(`${name}|${sub}`, rawSub, subDocs, run)];
		},
	);
	const known = children.filter(([, child]) => child.run !== null);
	return {
		name,
		arity: raw.arity,
		flags: raw.flags,
		firstKey: raw.first,
		lastKey: raw.last,
		keyStep: raw.step,
		acl: raw.acl,
		tips: raw.tips ?? [],
		keySpecs: raw.keySpecs ?? [],
		docs: doc,
		subcommands: known.length > 0 ? new Map(known) : null,
		run: runOf(name, run),
		write: raw.flags.includes("write"),
		denyOom: raw.flags.includes("denyoom"),
		mayReplicate: MAY_REPLICATE.has(name.split("|")[0] as string),
	};
}

function runOf(name: string, runs: Runs): Run | null {
	return Object.hasOwn(runs, name) ? (runs[name] as Run) : null;
}

/** The table of all commands that have code. Throws for code without metadata: a name misspelt. */
export function commandTable(groups: readonly Runs[]): CommandTable {
	const runs: Record<string, Run> = {};
	for (const group of groups) Object.assign(runs, group);
	// The recorded files are part of the source; their shape is what the recorder wrote.
	const rawSpecs = specs as unknown as Readonly<Record<string, RawSpec>>;
	const rawDocs = docs as unknown as Readonly<Record<string, CommandDocs>>;
	const table = new Map<string, CommandSpec>();
	for (const [name, raw] of Object.entries(rawSpecs)) {
		const doc = rawDocs[name];
		if (doc === undefined) throw new TypeError(`no documentation for ${name}`);
		const spec = specOf(name, raw, doc, runs);
		if (spec.run !== null || spec.subcommands !== null) table.set(name, spec);
	}
	for (const name of Object.keys(runs)) {
		const [container = "", sub] = name.split("|");
		const spec = table.get(container);
		const found = sub === undefined ? spec : spec?.subcommands?.get(sub);
		if (found === undefined || found.run === null)
			throw new TypeError(`no metadata for the command ${name}`);
	}
	return table;
}
