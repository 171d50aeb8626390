export { describeDestination, type DestinationSubject } from './destination-suite';
export { describeSource, filesWith, type SourceSubject } from './source-suite';
export { temporaryFolder } from './temporary-folder';
export { textScope } from './text-scope';
