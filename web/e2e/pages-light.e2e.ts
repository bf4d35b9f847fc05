/** Every page in light. */
import { lookAtAll } from "./harness/places.ts";

lookAtAll("light");
