import type { Command } from 'commander';
import type { Report } from '../report.ts';
import type { Session } from '../session.ts';

/** Carries a command out and prints what it came to. */
export type RunCommand = (command: Command, work: (session: Session) => Promise<Report>) => Promise<void>;
