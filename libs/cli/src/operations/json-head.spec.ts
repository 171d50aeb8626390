import { wholeElements } from './json-head';

const of = (text: string): string | undefined => wholeElements(Buffer.from(text))?.toString('utf8');

describe('the head of an array of JSON', () => {
  it('ends with its last whole element', () => {
    expect(of('[{"a":[1,2]},\n{"a":[3,')).toBe('[{"a":[1,2]}]');
    expect(of('\ufeff \n[1,2,3')).toBe('[1,2]');
    expect(of('[{"a":"],\\",é"},{"b":1}')).toBe('[{"a":"],\\",é"}]');
  });

  it('is none where the first element does not end, and of other documents', () => {
    for (const text of ['[{"a":1,"b":', '{"a":[1,2],"b":2}', '"[1,2]"', '', 'x [1,2']) expect(of(text)).toBeUndefined();
  });
});
