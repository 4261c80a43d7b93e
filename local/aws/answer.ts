/** An HTTP answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** More headers, names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}
