/* What can be asked of clients, and what they answer. */
export type { ProgramStatus, ProgramVariables } from './program/views.ts';
