import { readFileSync } from 'node:fs';

/** @param {number} pid @returns {{ command: string, parent: number } | null} null where the process or /proc is not there */
const processAt = (pid) => {
  try {
    const parent = /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return { command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '), parent: Number(parent?.[1]) };
  } catch {
    return null;
  }
};

/** @param {string} command */
const isNpm = (command) => /^npm |\/npm(-cli\.c?js)? /.test(command);

/** The npm that runs this script, directly or through a shell; null where it was started without npm, or outside Linux. */
export const npmProcess = () => {
  const parent = processAt(process.ppid);
  if (parent === null) return null;
  if (isNpm(parent.command)) return process.ppid;
  return isNpm(processAt(parent.parent)?.command ?? '') ? parent.parent : null;
};
