/** A person with an account, or the system user of an OAuth client. */
export interface User {
  readonly userId: number;
  readonly username: string;
  /** Undefined for users of SSO and for system users. */
  readonly password: string | undefined;
  readonly role: string;
}

/** A user to add; the instance fills in the omitted fields. */
export interface NewUser {
  readonly userId?: number;
  readonly username?: string;
  /** If omitted, the user signs on through SSO. */
  readonly password?: string;
  readonly role?: string;
}

/** The accounts of an instance. */
export interface Users {
  /** Adds a user, or replaces the user with that id. */
  add(user: NewUser): User;
  find(userId: number): User | undefined;
  /** The user with that name and password; users of SSO have no password. */
  signOn(username: string, password: string): User | undefined;
  all(): readonly User[];
}

const FIRST_USER_ID = 101;

/** Creates a collection without users. */
export function createUsers(): Users {
  const users = new Map<number, User>();
  const freeId = (): number => {
    let id = FIRST_USER_ID + users.size;
    while (users.has(id)) id += 1;
    return id;
  };
  return {
    add: ({ userId = freeId(), username, password, role = 'VIEWER' }) => {
      const user = { userId, username: username ?? `user${userId}@example.com`, password, role };
      users.set(userId, user);
      return user;
    },
    find: (userId) => users.get(userId),
    signOn: (username, password) => {
      for (const user of users.values()) {
        if (user.username === username && user.password !== undefined && user.password === password)
          return user;
      }
      return undefined;
    },
    all: () => [...users.values()],
  };
}
