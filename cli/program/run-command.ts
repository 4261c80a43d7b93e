import type { Command } from 'commander';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';

/** Runs a command and prints its report. */
export type RunCommand = (command: Command, work: (session: Session) => Promise<Report>) => Promise<void>;
