import { bundleFunctions } from '../../infra/bundle-function.ts';

/** Bundles the Lambda functions before the tests: a synthesised stack contains them. */
export default bundleFunctions;
