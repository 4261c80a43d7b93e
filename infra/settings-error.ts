/**
 * What is wrong with the settings, for the person who wrote them: what was got, what is allowed, what to do. The app
 * prints its message alone, since its stack leads into our code and not to the setting.
 */
export class SettingsError extends Error {
  /** @param message what was got, what is allowed and what to do */
  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}
