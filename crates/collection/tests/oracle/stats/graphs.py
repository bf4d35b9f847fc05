# All that the engine counts for its graphs, and the second in which it did.
import math
import time


def plain(message):
    values = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if hasattr(value, "items"):
            value = {str(key): plain(item) if hasattr(item, "DESCRIPTOR") else item for key, item in value.items()}
        elif hasattr(value, "DESCRIPTOR"):
            value = plain(value)
        elif not isinstance(value, (int, float, bool)):
            value = [plain(item) if hasattr(item, "DESCRIPTOR") else item for item in value]
        # A stability of 0 makes sums that are no number.
        values[field.name] = None if isinstance(value, float) and not math.isfinite(value) else value
    return values


result = []
for search, days in args["wanted"]:
    while True:
        second = int(time.time())
        graphs = col._backend.graphs(search=search, days=days)
        if int(time.time()) == second:
            break
    result.append({"second": second, "graphs": plain(graphs)})
