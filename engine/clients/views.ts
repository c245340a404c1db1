/* What can be asked of clients, and what they answer. */
export type { ProgramQuery, ProgramStatus, ProgramVariables, ProgramView } from './program/views.ts';
