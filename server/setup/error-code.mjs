/** Whether the error is the system's, with this code, such as `ENOENT`. @param {unknown} error @param {string} code */
export const isCode = (error, code) => error instanceof Error && 'code' in error && error.code === code;
