// Cognito's errors in plain words: what happened, which field it is about, where to go next.
//
// Decisions hang on the error's name. Cognito's own message only refines the words, since it is not a promise.

import { fileSize } from "./words.js";

/** `{text, field?, link?: {href, label}}` for anything that was thrown. `email` is what the person typed. */
export function explain(error, email = "") {
  const write = Object.hasOwn(WORDS, error.code) ? WORDS[error.code] : undefined;
  return write ? write(error, email) : unexpected(error);
}

const WRONG_SIGN_IN = {
  text: "The e-mail address or the password is not right.",
  field: "password",
};

const WORDS = {
  AccessDenied: () => ({
    text: "The store refused this: your AWS role does not let you do it.",
  }),
  AliasExistsException: () => ({
    text: "Another account already uses this e-mail address.",
    field: "email",
  }),
  CodeDeliveryFailureException: () => ({
    text: "The code could not be sent to this address. Check it, or try again later.",
    field: "email",
  }),
  CodeMismatchException: () => ({
    text: "This code is not right. Take the six digits from the newest mail.",
    field: "code",
  }),
  ExpiredCodeException: () => ({
    text: "This code is no longer good. Ask for a new one.",
    field: "code",
  }),
  ForbiddenException: () => ({
    text: "A firewall in front of Cognito refused the request.",
  }),
  InsecurePage: () => ({
    text: "Signing in needs a page that came over https, or from 127.0.0.1. Open this site at such an address.",
  }),
  InternalErrorException: () => ({
    text: "Cognito had a fault of its own. Try again in a moment.",
  }),
  InvalidParameterException: ({ message }, email) => {
    if (/already confirmed/.test(message)) return alreadyActive(email);
    if (/USER_SRP_AUTH/.test(message)) {
      return { text: "This app client does not allow sign-in with SRP. Switch on ALLOW_USER_SRP_AUTH for it." };
    }
    return { text: `Cognito does not accept this input. ${sentence(message)}` };
  },
  InvalidPasswordException: ({ message }) => ({
    text: `The pool wants a stronger password. ${sentence(message.split(": ").at(-1))}`,
    field: "password",
  }),
  LimitExceededException: () => ({
    text: "That was asked too often. Wait a while, then try again.",
  }),
  NetworkError: ({ place }) => ({
    text: `Could not reach ${place}. Check ${CHECKS[place] ?? "the connection"} and try again.`,
  }),
  NotAuthorizedException: ({ message }, email) => {
    if (/status is CONFIRMED/.test(message)) return alreadyActive(email);
    if (/secret/i.test(message)) {
      return { text: "This app client has a secret. Pages in a browser need an app client without one." };
    }
    if (/disabled/i.test(message)) return { text: "This account has been disabled." };
    if (/session/i.test(message)) return { text: "That took too long, so Cognito wants to start again." };
    if (/attempts exceeded/i.test(message)) {
      return { text: "Too many wrong passwords. Wait a while, then try again.", field: "password" };
    }
    if (/incorrect|^$/i.test(message)) return WRONG_SIGN_IN;
    return { text: `Cognito refused this. ${sentence(message)}` };
  },
  NotConfigured: ({ missing }) => ({
    text: `This site was started without ${missing.join(" and ")}, which this page needs.`,
  }),
  OneTimeCodeRefused: () => ({
    text: "This code is not right, or was used before. Take the newest one.",
    field: "code",
  }),
  PasswordHistoryPolicyViolationException: () => ({
    text: "This password was used before. Choose another one.",
    field: "password",
  }),
  PasswordResetRequiredException: (_error, email) => ({
    text: "This account needs a new password before you can sign in.",
    link: to("/forgot-password", "Set a new password", email),
  }),
  RequestTimeTooSkewed: () => ({
    text: "The store finds that this computer's clock is wrong. Set it, then try again.",
  }),
  ResourceNotFoundException: () => ({
    text: "Cognito does not know this pool or app client. Check the ids that the site was started with.",
  }),
  SessionEnded: () => ({
    text: "Your session has ended.",
    link: to("/sign-in", "Sign in again"),
  }),
  SignInRefused: ({ reason }) => ({
    text: Object.hasOwn(REFUSALS, reason) ? REFUSALS[reason] : "The sign-in did not work. Begin again.",
    link: to("/sign-in", "Sign in"),
  }),
  SrpAborted: () => ({
    text: "The pool did not follow the sign-in protocol, so the exchange was stopped. Your password was not sent.",
  }),
  StrangeReturn: () => ({
    text: "This is not the end of a sign-in that this tab began, or it was ended before. Nobody was signed in.",
    link: to("/sign-in", "Sign in"),
  }),
  TooLarge: ({ name, most }) => ({
    text: `“${name}” is too large: a file may have ${fileSize(most)}, and no more.`,
    field: "file",
  }),
  TooManyFailedAttemptsException: () => ({
    text: "Too many wrong codes. Wait a while, then ask for a new one.",
    field: "code",
  }),
  TooManyRequestsException: () => ({
    text: "Cognito is busy. Try again in a moment.",
  }),
  UnsupportedChallenge: ({ challenge }) => ({
    text: `The password was right, but the pool asks for more: ${CHALLENGES[challenge] ?? challenge}. These pages cannot do that yet.`,
  }),
  UnusableKey: () => ({
    text: "A browser cannot ask for a file of this name.",
  }),
  UserLambdaValidationException: ({ message }) => ({
    text: `The pool's own rules refused this. ${sentence(message)}`,
  }),
  UserNotConfirmedException: (_error, email) => ({
    text: "This account is not active yet. Enter the code from your mail first.",
    link: to("/activate", "Activate the account", email),
  }),
  UserNotFoundException: () => ({
    text: "Cognito knows no account with this e-mail address.",
    field: "email",
  }),
  UsernameExistsException: (_error, email) => ({
    text: "There is an account with this e-mail address already.",
    field: "email",
    link: to("/sign-in", "Sign in instead", email),
  }),
};

// A browser does not tell a page whether nobody answered, or somebody whose answer it may not read.
const CHECKS = { "the store": "the connection and the bucket's CORS rules" };

// OAuth's words (RFC 6749). The description beside them stays unsaid: it comes with the address.
const REFUSALS = {
  access_denied: "The sign-in was called off, or the provider refused it.",
  invalid_grant: "The code of this sign-in is no longer good. Begin again.",
  server_error: "The provider, or Cognito, had a fault of its own. Try again in a moment.",
  unauthorized_client: "This app client may not sign people in this way. Check its settings.",
};

const CHALLENGES = {
  CUSTOM_CHALLENGE: "an answer to a question of its own",
  DEVICE_SRP_AUTH: "a proof that it knows this device",
  MFA_SETUP: "setting up a second factor",
  SELECT_CHALLENGE: "choosing a way to sign in",
  SELECT_MFA_TYPE: "choosing a second factor",
  SMS_OTP: "a code sent by text message",
  WEB_AUTHN: "a passkey",
};

function alreadyActive(email) {
  return { text: "This account is active already.", link: to("/sign-in", "Sign in", email) };
}

function unexpected(error) {
  console.error(error);
  if (!error.code) return { text: "Something unexpected happened." };
  const who = error.place ?? "Cognito";
  return { text: `Something unexpected happened: ${who} says ${error.code}. ${sentence(error.message)}` };
}

function to(path, label, email) {
  return { href: email ? `${path}?${new URLSearchParams({ email })}` : path, label };
}

function sentence(text) {
  const trimmed = (text ?? "").trim();
  return trimmed === "" || /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
