import { describeDestination } from '../testing';
import { destination } from './destination';

describeDestination({ connector: destination, extension: '.csv' });
