/**
 * Actions that the page calls. Their types come from the generated schema; those that the server does not
 * have in its document yet are written down here and leave when they are.
 */
import type { components } from "./schema";
import type { PendingActions } from "./pending";

type Schemas = components["schemas"];

type Named<Suffix extends string> = {
  [Key in keyof Schemas]: Key extends `${infer Name}${Suffix}` ? Name : never;
}[keyof Schemas];

type Documented = Named<"Request"> & Named<"Result">;

type DocumentedParams<Name extends Documented> = Schemas[`${Name}Request` & keyof Schemas] extends {
  params: infer Params;
}
  ? Params
  : Schemas[`${Name}Request` & keyof Schemas] extends { params?: infer Params }
    ? Params
    : never;

/** The name of an action. */
export type ActionName = Documented | keyof PendingActions;

/** The parameters of an action. */
export type Params<Name extends ActionName> = Name extends Documented
  ? DocumentedParams<Name>
  : Name extends keyof PendingActions
    ? PendingActions[Name]["params"]
    : never;

/** What an action answers. */
export type Result<Name extends ActionName> = Name extends Documented
  ? Schemas[`${Name}Result` & keyof Schemas]
  : Name extends keyof PendingActions
    ? PendingActions[Name]["result"]
    : never;
