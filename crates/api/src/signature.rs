//! Which parameters an action takes, and how Python words what is missing or too much.

use schemars::Schema;
use serde_json::Value;

use crate::envelope::Params;

/// The parameters of an action, in the order of their declaration.
#[derive(Debug, Clone)]
pub(crate) struct Signature(Vec<Parameter>);

/// A parameter of an action.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    /// The name on the wire.
    pub(crate) name: String,
    /// Whether a request must have it.
    pub(crate) is_required: bool,
    /// What its values are.
    pub(crate) schema: Value,
}

/// Parameters that do not fit an action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The action does not know the parameter.
    #[error("AnkiConnect.{action}() got an unexpected keyword argument '{parameter}'")]
    Unexpected {
        /// The action.
        action: &'static str,
        /// The parameter.
        parameter: String,
    },
    /// The parameter is called `self`, which in Python is the object itself.
    #[error("AnkiConnect.{action}() got multiple values for argument 'self'")]
    SelfGiven {
        /// The action.
        action: &'static str,
    },
    /// Parameters that must be there are not.
    #[error("AnkiConnect.{action}() missing {}", required_arguments(.parameters))]
    Missing {
        /// The action.
        action: &'static str,
        /// The parameters.
        parameters: Vec<String>,
    },
}

impl Signature {
    /// The signature of the action whose request has this schema.
    pub(crate) fn from_schema(schema: &Schema) -> Self {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let properties = schema.get("properties").and_then(Value::as_object);
        let parameters = properties
            .into_iter()
            .flatten()
            .map(|(name, schema)| Parameter {
                name: name.clone(),
                is_required: required.contains(&name.as_str()),
                schema: schema.clone(),
            });
        Self(parameters.collect())
    }

    /// The parameters.
    pub(crate) fn parameters(&self) -> &[Parameter] {
        &self.0
    }

    /// Checks the names of a request's parameters.
    ///
    /// # Errors
    ///
    /// Fails on the first that the action does not know, else on all that are missing.
    pub(crate) fn check(
        &self,
        action: &'static str,
        params: &Params,
    ) -> Result<(), SignatureError> {
        for name in params.keys() {
            if name == "self" {
                return Err(SignatureError::SelfGiven { action });
            }
            if !self.0.iter().any(|parameter| parameter.name == *name) {
                return Err(SignatureError::Unexpected {
                    action,
                    parameter: name.clone(),
                });
            }
        }
        let missing = self
            .0
            .iter()
            .filter(|parameter| parameter.is_required && !params.contains_key(&parameter.name));
        let parameters: Vec<String> = missing.map(|parameter| parameter.name.clone()).collect();
        match parameters.is_empty() {
            true => Ok(()),
            false => Err(SignatureError::Missing { action, parameters }),
        }
    }
}

fn required_arguments(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let list = match quoted.as_slice() {
        [first, second] => format!("{first} and {second}"),
        [many @ .., last] if !many.is_empty() => format!("{}, and {last}", many.join(", ")),
        _ => quoted.concat(),
    };
    let plural = if names.len() == 1 { "" } else { "s" };
    format!(
        "{} required positional argument{plural}: {list}",
        names.len()
    )
}

#[cfg(test)]
mod tests {
    use schemars::{JsonSchema, schema_for};
    use serde_json::json;

    use super::*;

    #[expect(dead_code, reason = "only the schema is looked at")]
    #[derive(JsonSchema)]
    #[serde(rename_all = "camelCase")]
    struct Example {
        card: i64,
        keys: Vec<String>,
        new_values: Value,
        #[serde(default)]
        warning_check: bool,
        note: Option<String>,
    }

    #[track_caller]
    fn check(params: Value, expect: Option<&str>) {
        let signature = Signature::from_schema(&schema_for!(Example));
        let Value::Object(params) = params else {
            panic!("no object")
        };
        let error = signature
            .check("setValue", &params)
            .err()
            .map(|error| error.to_string());
        assert_eq!(error.as_deref(), expect);
    }

    #[test]
    fn parameters_keep_their_order_and_know_whether_they_are_required() {
        let signature = Signature::from_schema(&schema_for!(Example));
        let parameters = signature.parameters().iter();
        let parameters: Vec<_> = parameters
            .map(|it| format!("{} {}", it.name, it.is_required))
            .collect();
        let expect = [
            "card true",
            "keys true",
            "newValues true",
            "warningCheck false",
            "note false",
        ];
        assert_eq!(parameters, expect);
    }

    #[test]
    fn missing_and_unexpected_parameters_are_worded_as_python_does() {
        check(json!({"card": 1, "keys": [], "newValues": []}), None);
        check(
            json!({"card": null, "keys": 5, "newValues": {}, "warningCheck": 1, "note": 2}),
            None,
        );
        let start = "AnkiConnect.setValue()";
        let three = "missing 3 required positional arguments: 'card', 'keys', and 'newValues'";
        check(json!({}), Some(&format!("{start} {three}")));
        let two = "missing 2 required positional arguments: 'keys' and 'newValues'";
        check(json!({"card": 1}), Some(&format!("{start} {two}")));
        let one = "missing 1 required positional argument: 'keys'";
        check(
            json!({"newValues": 1, "card": 1}),
            Some(&format!("{start} {one}")),
        );
        let unexpected = "got an unexpected keyword argument 'first'";
        check(
            json!({"card": 1, "first": 1, "second": 2}),
            Some(&format!("{start} {unexpected}")),
        );
        let doubled = "got multiple values for argument 'self'";
        check(
            json!({"self": 1, "other": 1}),
            Some(&format!("{start} {doubled}")),
        );
    }
}
