export { connectors } from './registry';
