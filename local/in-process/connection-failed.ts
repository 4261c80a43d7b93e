/** The error of a connection that broke or was never made, with the code of Node's error. */
export class ConnectionFailed extends Error {
  readonly code: string;
  readonly syscall: string | undefined;

  constructor(code: 'ECONNREFUSED' | 'ECONNRESET' | 'CERT_HAS_EXPIRED') {
    super(code);
    this.name = 'Error';
    this.code = code;
    this.syscall = code === 'ECONNREFUSED' ? 'connect' : undefined;
  }
}
