import type { ReactNode } from 'react';
import { useEffect, useId, useState } from 'react';
import type { Shared } from '../../engine/host/protocol.ts';
import { download } from '../store/download.ts';
import { shareWorld } from '../store/share.ts';
import { text } from '../text/text.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { QrCode } from './QrCode.tsx';
import styles from './ShareDialog.module.css';

/** Characters up to which a phone reads the code from a projector. */
const QR_MAX = 1200;

interface ShareDialogProps {
  readonly open: boolean;
  /** Names the file. */
  readonly name: string;
  readonly onClose: () => void;
}

/** The open world, to give away: as a link, as a code for a room, as a file. */
export function ShareDialog({ open, name, onClose }: ShareDialogProps): ReactNode {
  return (
    <Dialog open={open} wide title={text.worlds.share.title} onClose={onClose}>
      <Share name={name} />
    </Dialog>
  );
}

function Share({ name }: { readonly name: string }): ReactNode {
  const [shared, setShared] = useState<Shared | null>(null);
  useEffect(() => {
    void shareWorld().then(setShared);
  }, []);
  const address = shared?.link == null ? null : addressOf(shared.link);
  return (
    <div className={styles.share}>
      <p>{text.worlds.share.says}</p>
      {shared !== null && (address === null ? <p>{text.worlds.share.tooLong}</p> : <ShareLink address={address} />)}
      {shared !== null && (
        <p>
          <Button icon="file" onClick={() => download(`${name}.inflight`, shared.file)}>
            {text.worlds.share.file}
          </Button>
        </p>
      )}
      {address !== null && <Code address={address} />}
    </div>
  );
}

const addressOf = (link: string): string => `${location.href.replace(/#.*$/, '')}#/run/${link}`;

function ShareLink({ address }: { readonly address: string }): ReactNode {
  const id = useId();
  const [copied, setCopied] = useState(false);
  return (
    <div className={styles.link}>
      <label htmlFor={id}>{text.worlds.share.link}</label>
      <input id={id} readOnly value={address} onFocus={(event) => event.target.select()} />
      <Button
        look="primary"
        icon={copied ? 'check' : 'copy'}
        onClick={() => void navigator.clipboard.writeText(address).then(() => setCopied(true))}
      >
        {copied ? text.worlds.share.copied : text.worlds.share.copy}
      </Button>
    </div>
  );
}

function Code({ address }: { readonly address: string }): ReactNode {
  if (address.length > QR_MAX) return <p className={styles.note}>{text.worlds.share.qrTooLong}</p>;
  return (
    <figure className={styles.code}>
      <QrCode value={address} label={text.worlds.share.qr} />
      <figcaption>{text.worlds.share.qrNote}</figcaption>
    </figure>
  );
}
