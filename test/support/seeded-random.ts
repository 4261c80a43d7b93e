export { seededRandom } from '../../local/run/seeded-random.ts';
