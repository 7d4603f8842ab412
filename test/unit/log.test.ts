import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('the log', () => {
  it('tells an error by its message and place, not by what a library hung on it', () => {
    const program = `
      const { openLog } = await import(${JSON.stringify(join(import.meta.dirname, '../../server/log.ts'))});
      const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (name)=(Li) exists' });
      openLog('error').error({ err: new Error('could not save', { cause }) }, 'bug');`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const line = JSON.parse(stderr) as { err: { message: string; stack: string; cause: object } };
    expect(line.err).toMatchObject({ message: 'could not save', cause: { message: 'duplicate key', code: '23505' } });
    expect(line.err.stack).toContain('could not save');
    expect(stderr).not.toContain('Li');
  });
});
