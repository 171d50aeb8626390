import { DELTA_RS, pythonVenv } from './python';

describe('pythonVenv', () => {
  it('has exactly the packages asked for', () => {
    const program = 'import deltalake, pyarrow, sys; print(deltalake.__version__, pyarrow.__version__, sys.argv[1])';
    expect(pythonVenv(DELTA_RS).run(program, 'é x').trim()).toBe('1.6.6 24.0.0 é x');
  }, 300_000);

  it('is made once', () => {
    const first = pythonVenv(DELTA_RS);
    const start = Date.now();
    expect(pythonVenv([...DELTA_RS].reverse()).python).toBe(first.python);
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  it.each(['deltalake', 'deltalake>=1', '--index-url=x', 'a==1 b==2'])('refuses %s, which is no exact pin', (name) => {
    expect(() => pythonVenv([name])).toThrow('Not pinned exactly');
  });

  it('says what is missing where there is no Python', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = '/nowhere';
    try {
      expect(() => pythonVenv(DELTA_RS)).toThrow(
        /need Python 3\.10 or newer with venv \(there is none .*apt-get install python3-venv/,
      );
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('passes on what a program says when it fails', () => {
    expect(() => pythonVenv(DELTA_RS).run('raise SystemExit("no such table")')).toThrow('no such table');
  });
});
