import { writeFileSync } from 'node:fs';
import { messagesText } from '../../wire/kafka/write-messages.ts';

writeFileSync('engine/wire/kafka/messages.ts', messagesText());
