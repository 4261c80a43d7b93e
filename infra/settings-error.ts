/**
 * The settings are invalid. The message names the value, the allowed values and what to do. The app prints only the
 * message, because the stack trace points into this project's code and not to the setting.
 */
export class SettingsError extends Error {
  /** @param message what was got, what is allowed and what to do */
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}
