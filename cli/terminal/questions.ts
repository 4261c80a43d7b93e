/**
 * The questions that the command asks. A file of its own, so that the command loads the questions only when it asks the
 * first question.
 */
export { confirm, input, password, select } from '@inquirer/prompts';
