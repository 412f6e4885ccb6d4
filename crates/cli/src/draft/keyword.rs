/// What the value of a keyword is.
pub(super) enum Kind {
    /// A schema.
    Schema,
    /// A list of schemas.
    Schemas,
    /// An object of schemas.
    Named,
    /// A reference to a schema.
    Reference,
    /// Anything without a schema in it.
    Plain,
}

/// What the value of a keyword of draft 2020-12 is; `None` for what cannot be converted. `$defs`, `$id` and `$schema`
/// belong to the file and stand at its root only.
pub(super) fn kind(keyword: &str) -> Option<Kind> {
    Some(match keyword {
        "additionalProperties"
        | "contains"
        | "contentSchema"
        | "else"
        | "if"
        | "items"
        | "not"
        | "propertyNames"
        | "then"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Kind::Schema,
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Kind::Schemas,
        "dependentSchemas" | "patternProperties" | "properties" => Kind::Named,
        "$ref" => Kind::Reference,
        "$comment" | "const" | "contentEncoding" | "contentMediaType" | "default" | "dependentRequired"
        | "deprecated" | "description" | "enum" | "examples" | "exclusiveMaximum" | "exclusiveMinimum" | "format"
        | "maxContains" | "maxItems" | "maxLength" | "maxProperties" | "maximum" | "minContains" | "minItems"
        | "minLength" | "minProperties" | "minimum" | "multipleOf" | "pattern" | "readOnly" | "required" | "title"
        | "type" | "uniqueItems" | "writeOnly" => Kind::Plain,
        _ => return None,
    })
}
