import type { Heard } from './amqp-compare.ts';
import type { Conversation } from './amqp-conversations.ts';

/*
 * Conversations that were held, to be kept and read: a name behind `=`, every line said, and under it, a blank in front,
 * what was heard then.
 */

export interface Held extends Conversation {
  readonly heard: Heard;
}

export function transcriptText(all: readonly Held[]): string {
  return all
    .map(({ name, says, heard }) =>
      [`= ${name}`, ...says.flatMap((line, i) => [line, ...(heard[i] ?? []).map((answer) => ` ${answer}`)])].join('\n'),
    )
    .join('\n\n')
    .concat(all.length === 0 ? '' : '\n');
}

export function readTranscript(text: string): Held[] {
  return text
    .split(/^= /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...lines] = part.trimEnd().split('\n');
      const says: string[] = [];
      const heard: string[][] = [];
      for (const line of lines) {
        if (line.startsWith(' ')) heard.at(-1)?.push(line.slice(1));
        else {
          says.push(line);
          heard.push([]);
        }
      }
      return { name, says, heard };
    });
}
