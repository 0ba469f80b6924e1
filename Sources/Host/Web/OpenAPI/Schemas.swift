/// JSON Schemas of what the host itself takes and answers.
enum Schemas {
    private static let text: JSONValue = ["type": "string"]
    private static let flag: JSONValue = ["type": "boolean"]
    private static let number: JSONValue = ["type": "integer"]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let optionalText: JSONValue = ["type": ["string", "null"]]
    private static let optionalTime: JSONValue = ["type": ["string", "null"], "format": "date-time"]

    static func object(_ properties: [String: JSONValue], required: [String]? = nil) -> JSONValue {
        [
            "type": "object", "properties": .object(properties),
            "required": .array((required ?? Array(properties.keys)).sorted().map { .string($0) }),
        ]
    }

    static func list(_ item: JSONValue) -> JSONValue {
        object(["items": ["type": "array", "items": item], "total": number, "page": number, "per_page": number])
    }

    static let login = object(["email": ["type": "string", "format": "email"], "password": ["type": "string", "format": "password"]])
    static let session = object([
        "csrf_token": text, "expires_at": time, "member": object(["id": text, "email": text, "role": text]),
        "tenant": object(["id": text, "name": text, "kind": text]),
    ])
    static let instance = object([
        "tenant": text, "plugin": text, "enabled": flag, "version": optionalText, "trouble": optionalText, "isolation": optionalText,
        "changed_at": optionalTime, "changed_by": optionalText,
    ])
    static let tenant = object([
        "id": text, "name": text, "kind": ["type": "string", "enum": ["operator", "provider", "client"]], "parent": optionalText,
        "plugins": ["type": "object", "additionalProperties": instance],
    ])
    static let secret = object([
        "name": text, "description": text, "required": flag, "scope": ["type": "string", "enum": ["installation", "tenant"]], "set": flag,
        "source": ["type": ["string", "null"], "enum": ["tenant", "installation", "environment", .null]], "set_at": optionalTime,
        "set_by": optionalText,
    ])
    static let secretValue = object(["value": ["type": "string", "minLength": 1, "maxLength": 16_384, "writeOnly": true]])
    static let plugin = object(["id": text, "name": text, "version": text, "isolation": text, "enabled": flag])
    static let impact = object([
        "tenant": text, "plugin": text, "enabling": flag, "blocked": flag,
        "asks": ["type": "array", "items": text],
        "lines": [
            "type": "array",
            "items": object(["key": text, "weight": text, "values": ["type": "object", "additionalProperties": text]]),
        ],
    ])
    static let consent = object(["grants": ["type": "array", "items": text]], required: [])
    static let quota = object(["name": text, "limit": number, "used": number, "unit": text, "window": text, "refusals": number])
    static let usage = object([
        "tenant": text, "plugin": text, "running": flag, "measured_at": time, "quotas": ["type": "array", "items": quota],
    ])
    static let job = object([
        "id": text, "job": text, "plugin": text, "tenant": text, "state": text, "attempt": number, "due_at": time,
        "started_at": optionalTime,
        "finished_at": optionalTime, "message": optionalText,
    ])
    static let health = object(["status": text, "reasons": ["type": "array", "items": text]], required: ["status"])
    static let problem = object(
        [
            "type": text, "title": text, "status": number, "detail": text, "instance": text, "code": text, "request_id": text,
            "errors": ["type": "object", "additionalProperties": text], "quota": quota, "asks": ["type": "array", "items": text],
        ], required: ["type", "title", "status", "detail", "instance", "code", "request_id"])
}
