import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, defaultHighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import type { LoadErrorView } from '../../../engine/host/protocol.ts';
import styles from './ProgramStage.module.css';

interface SourceEditorProps {
  readonly label: string;
  readonly source: string;
  readonly onChange: (source: string) => void;
  /** Shown at its line. */
  readonly error: LoadErrorView | null;
}

const LOOK = EditorView.theme({
  '&': { height: '100%', fontSize: 'var(--text-12)', backgroundColor: 'var(--surface-panel)', color: 'var(--ink)' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', lineHeight: '20px' },
  '.cm-gutters': { backgroundColor: 'var(--surface-panel)', color: 'var(--ink-3)', border: 'none' },
  '.cm-content': { caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--surface-selected)' },
});

/** An editor of one program. Escape and then Tab leaves it, as Tab alone indents. */
export default function SourceEditor({ label, source, onChange, error }: SourceEditorProps): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const changed = useRef(onChange);
  const first = useRef({ label, source });
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    if (place.current === null) return;
    // In a shadow its styles are sheets of its own, which the page's content policy lets be; in the page they are not.
    const root = place.current.shadowRoot ?? place.current.attachShadow({ mode: 'open' });
    const editor = new EditorView({
      parent: root,
      root,
      state: EditorState.create({
        doc: first.current.source,
        extensions: [
          lineNumbers(),
          lintGutter(),
          history(),
          drawSelection(),
          indentOnInput(),
          bracketMatching(),
          EditorView.lineWrapping,
          syntaxHighlighting(defaultHighlightStyle),
          javascript(),
          keymap.of([indentWithTab, ...defaultKeymap, ...historyKeymap]),
          LOOK,
          EditorView.contentAttributes.of({ 'aria-label': first.current.label }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed.current(update.state.doc.toString());
          }),
        ],
      }),
    });
    // From outside it is no place where people type: what is typed there would be keys of the page.
    const host = place.current;
    const keepKeys = (event: KeyboardEvent): void => event.stopPropagation();
    host.addEventListener('keydown', keepKeys);
    view.current = editor;
    editor.focus();
    return () => {
      host.removeEventListener('keydown', keepKeys);
      editor.destroy();
    };
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (editor === null || editor.state.doc.toString() === source) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: source } });
  }, [source]);
  useEffect(() => {
    const editor = view.current;
    if (editor === null) return;
    const line = error === null ? null : editor.state.doc.line(Math.min(error.line, editor.state.doc.lines));
    const diagnostics =
      error === null || line === null
        ? []
        : [{ from: line.from, to: line.to, severity: 'error' as const, message: error.message }];
    editor.dispatch(setDiagnostics(editor.state, diagnostics));
  }, [error]);
  return <div ref={place} className={styles.code} />;
}
