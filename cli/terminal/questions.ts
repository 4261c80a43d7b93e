/** The questions that the command asks. A file of its own, so that they are loaded when the first one is asked. */
export { confirm, input, password, select } from '@inquirer/prompts';
