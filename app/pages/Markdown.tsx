import { lexer, type Token, type Tokens } from 'marked';
import type { ReactNode } from 'react';

/* Markdown of this project as elements. Only its tokens are used, so that no text ever becomes markup. */

/** The address of a heading on its page. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

/** The headings of the second rank, in order. */
export const headingsOf = (source: string): string[] =>
  lexer(source).flatMap((token) =>
    token.type === 'heading' && (token as Tokens.Heading).depth === 2 ? [(token as Tokens.Heading).text] : [],
  );

/** A text in Markdown. Its own title is left out: the page has one. */
export function Markdown({ source, prefix }: { readonly source: string; readonly prefix: string }): ReactNode {
  return lexer(source)
    .filter((token) => !(token.type === 'heading' && (token as Tokens.Heading).depth === 1))
    .map((token, index) => <Block key={index} token={token} prefix={prefix} />);
}

function Block({ token, prefix }: { readonly token: Token; readonly prefix: string }): ReactNode {
  switch (token.type) {
    case 'heading': {
      const { text, tokens } = token as Tokens.Heading;
      return <h3 id={`${prefix}-${anchorOf(text)}`}>{inline(tokens)}</h3>;
    }
    case 'paragraph':
      return <p>{inline((token as Tokens.Paragraph).tokens)}</p>;
    case 'list':
      return (
        <ul>
          {(token as Tokens.List).items.map((item, index) => (
            <li key={index}>
              {item.tokens.map((part, i) => ('tokens' in part ? <span key={i}>{inline(part.tokens)}</span> : part.raw))}
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>;
    default:
      return null;
  }
}

function Table({ table }: { readonly table: Tokens.Table }): ReactNode {
  return (
    <div data-table tabIndex={0} role="region" aria-label={table.header.map((cell) => cell.text).join(', ')}>
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col">
                {inline(cell.tokens)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, at) => (
                <td key={at}>{inline(cell.tokens)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function inline(tokens: readonly Token[] | undefined): ReactNode {
  return (tokens ?? []).map((token, index) => {
    switch (token.type) {
      case 'codespan':
        return <code key={index}>{unescaped((token as Tokens.Codespan).text)}</code>;
      case 'strong':
        return <b key={index}>{inline((token as Tokens.Strong).tokens)}</b>;
      case 'em':
        return <em key={index}>{inline((token as Tokens.Em).tokens)}</em>;
      case 'link':
        return (
          <a key={index} href={(token as Tokens.Link).href}>
            {inline((token as Tokens.Link).tokens)}
          </a>
        );
      default:
        return <span key={index}>{unescaped('text' in token ? String(token['text']) : token.raw)}</span>;
    }
  });
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The lexer writes some characters as entities; React writes text. */
const unescaped = (text: string): string =>
  text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => NAMED[name] ?? whole);
