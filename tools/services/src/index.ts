export { DELTA_RS, pythonVenv, type PythonVenv } from './python';
export { withLock } from './lock';
