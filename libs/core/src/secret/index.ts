export { Redactor } from './redactor';
export { isSecretReference, resolveSecret, type SecretSources } from './secret';
