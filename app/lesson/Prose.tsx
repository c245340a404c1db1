import type { ReactNode } from 'react';
import { Chip } from '../ui/Chip.tsx';
import type { Inline, Paragraph } from './view.ts';

interface ProseProps {
  readonly paragraphs: readonly Paragraph[];
  readonly onSelect: (token: string) => void;
  /** Without paragraphs of its own: inside a label. */
  readonly inline?: boolean;
}

/** Running text with the code and the tokens it speaks of. */
export function Prose({ paragraphs, onSelect, inline = false }: ProseProps): ReactNode {
  const inside = (paragraph: Paragraph): ReactNode =>
    paragraph.map((piece, index) => <Piece key={index} piece={piece} onSelect={onSelect} />);
  return paragraphs.map((paragraph, index) =>
    inline ? <span key={index}>{inside(paragraph)}</span> : <p key={index}>{inside(paragraph)}</p>,
  );
}

function Piece({ piece, onSelect }: { readonly piece: Inline; readonly onSelect: (token: string) => void }): ReactNode {
  switch (piece.kind) {
    case 'words':
      return piece.says;
    case 'strong':
      return <b>{piece.says}</b>;
    case 'code':
      return <code>{piece.says}</code>;
    case 'tokens':
      return piece.tokens.map((token, index) => (
        <span key={token.id}>
          {index > 0 && ' '}
          <Chip state={token.state} group={token.group} name={token.name} onSelect={() => onSelect(token.id)} />
        </span>
      ));
  }
}
