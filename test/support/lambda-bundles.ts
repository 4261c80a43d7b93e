import { bundleFunctions } from '../../infra/bundle-function.ts';

/** Bundles the Lambda functions before the tests, because a synthesised stack contains the bundles. */
export default bundleFunctions;
