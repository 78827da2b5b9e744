/** What a command may use of the process it runs in. */
export interface Terminal {
  readonly write: (text: string) => void
  readonly writeError: (text: string) => void
  /** The folder that the command was started in. */
  readonly folder: string
  /** Resolves when the person ends the command (Ctrl+C). */
  readonly stopped: () => Promise<void>
  /** May text have colours? Default: no. */
  readonly colors?: boolean
  /** Does a person look at it, so that a line may be replaced by another one? Default: no. */
  readonly interactive?: boolean
  /** Asks the person, and resolves to what they wrote. Absent where nobody can be asked. */
  readonly ask?: (question: string) => Promise<string>
}

export interface Command {
  readonly name: string
  /** One line, for the list of commands. */
  readonly summary: string
  readonly help: string
  /** Runs the command. Resolves to the exit code: 0 where all went well. */
  readonly run: (args: readonly string[], terminal: Terminal) => Promise<number>
}

/** A command line that cannot be understood; the message says what to write. The exit code is 2. */
export class UsageError extends Error {}

/** Something that keeps a command from doing what it was asked; the exit code is 1. */
export class CommandError extends Error {}
