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
        "set_by": optionalText, "version": optionalText,
    ])
    static let secretValue = object(["value": ["type": "string", "minLength": 1, "maxLength": 16_384, "writeOnly": true]])
    static let plugin = object(["id": text, "name": text, "version": text, "isolation": text, "enabled": flag])
    static let impact = object([
        "tenant": text, "plugin": text, "enabling": flag, "blocked": flag,
        "asks": ["type": "array", "items": text],
        "quotas": ["type": "array", "items": object(["name": text, "limit": number, "unit": text, "window": text])],
        "lines": [
            "type": "array",
            "items": object(["key": text, "weight": text, "values": ["type": "object", "additionalProperties": text]]),
        ],
    ])
    private static let texts: JSONValue = ["type": "array", "items": text]
    private static let share: JSONValue = [
        "oneOf": [
            ["type": "string", "enum": ["all"]],
            object(["percent": ["type": "integer", "minimum": 0, "maximum": 100]]), object(["tenants": texts]),
        ]
    ]
    private static let migrationSeconds: JSONValue = [
        "type": "integer", "minimum": .int(MigrationTime.range.lowerBound), "maximum": .int(MigrationTime.range.upperBound),
        "default": .int(MigrationTime.standard.seconds),
    ]
    static let upgrade = object(
        ["version": text, "share": share, "dry_run": flag, "grants": texts, "migration_seconds": migrationSeconds], required: ["version"])
    static let finish = object(["migration_seconds": migrationSeconds], required: [])
    static let rollback = object(["reason": text], required: [])
    private static let rolloutHost = object([
        "host": text, "newer": number, "older": number, "waiting": number, "note": optionalText, "followed": flag,
    ])
    private static let rolloutCounts = object(["calls": number, "faults": number, "crashes": number])
    private static let rollout = object([
        "from": text, "to": text, "state": ["type": "string", "enum": ["running", "done", "rolled_back", "failed"]], "share": share,
        "contracted": flag, "reason": optionalText, "can_finish": flag, "can_roll_back": flag, "started_at": time, "started_by": text,
        "changed_at": time, "changed_by": text, "hosts": ["type": "array", "items": rolloutHost], "newer": rolloutCounts,
        "older": rolloutCounts, "obstacle": optionalText,
    ])
    private static let addedSecret = object([
        "name": text, "description": text, "required": flag, "scope": ["type": "string", "enum": ["installation", "tenant"]],
    ])
    private static let version = object([
        "version": text, "digest": text, "installed": flag, "serving": flag, "signed_by": optionalText, "installed_at": optionalTime,
        "installed_by": optionalText, "secrets_added": ["type": "array", "items": addedSecret],
    ])
    static let versions = object([
        "plugin": text, "name": text, "serving": optionalText, "versions": ["type": "array", "items": version],
        "rollout": ["oneOf": [rollout, ["type": "null"]]],
    ])
    private static let difference = object(["added": texts, "changed": texts, "removed": texts])
    private static let lock = object(["table": text, "mode": text, "rows": number, "rows_cut": flag, "bytes": number, "rewritten": flag])
    private static let migration = object([
        "name": text, "contract": flag, "runs": ["type": "string", "enum": ["at upgrade", "at finish"]], "milliseconds": number,
        "holds_up_others": flag, "obstacle": optionalText, "locks": ["type": "array", "items": lock],
    ])
    static let forecast = object([
        "plugin": text, "from": text, "to": text, "dry_run": flag, "share": share, "tenants": texts, "statements": difference,
        "routes": difference, "jobs": difference, "grants_added": texts, "secrets_added": ["type": "array", "items": addedSecret],
        "asks": texts,
        "migrations": ["type": "array", "items": migration],
    ])
    static let withdrawal = object(["grants": texts])
    static let grants = object([
        "plugin": text, "version": text, "asks": texts, "granted": texts, "missing": texts, "withdrawn": texts,
        "consents": [
            "type": "array",
            "items": object(["version": text, "grants": texts, "withdrawn": texts, "given_by": text, "given_at": time]),
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
    private static let wei: JSONValue = ["type": "string", "pattern": "^[0-9]+$"]
    private static let optionalWei: JSONValue = ["type": ["string", "null"], "pattern": "^[0-9]+$"]
    private static let optionalNumber: JSONValue = ["type": ["integer", "null"]]
    private static let notaryNode = object([
        "node": text, "fault": optionalText, "block": optionalNumber, "lag": optionalNumber, "answers": number, "failures": number,
    ])
    private static let notaryChain = object([
        "seen_at": time, "latest": number, "latest_at": time, "safe": number, "finalized": number, "disagreement": optionalText,
        "base_fee_wei": wei, "tip_wei": optionalWei,
    ])
    private static let notaryBalance = object([
        "wei": wei, "low_wei": wei, "low": flag, "transaction_wei": optionalWei, "transactions": optionalNumber,
    ])
    private static let notaryQueue = object([
        "waiting_leaves": number, "oldest_waiting_seconds": optionalNumber,
        "transactions": ["type": "object", "additionalProperties": number], "stuck": number, "in_vain": number,
    ])
    private static let notaryInterval = object([
        "sequence": number, "leaves": number, "sealed_at": time, "nonce": optionalNumber, "phase": optionalText, "alarm": optionalText,
        "transaction": optionalText, "block": optionalNumber, "attempts": number, "url": optionalText, "block_url": optionalText,
    ])
    private static let notaryProblem = object(["text": text, "first_at": time, "last_at": time])
    private static let tally = object(["pinned": number, "failed": number, "checked": number, "lost": number])
    private static let notaryPlace = object([
        "place": text, "pinned": number, "waiting": number, "removing": number, "refused": number, "problem": optionalText,
        "host": optionalText, "day": tally, "week": tally, "unchecked_seconds": optionalNumber,
    ])
    /// Only `configured`, `expected` and `pinning` where no chain is set.
    static let notary = object(
        [
            "configured": flag, "expected": text, "chain_id": number, "contract": text, "account": text, "stream": optionalText,
            "host": text, "sender": optionalText, "halted": optionalText, "fee_cap_wei": wei,
            "nodes": ["type": "array", "items": notaryNode], "chain": ["oneOf": [notaryChain, ["type": "null"]]],
            "balance": ["oneOf": [notaryBalance, ["type": "null"]]], "queue": notaryQueue,
            "intervals": ["type": "array", "items": notaryInterval], "troubles": texts,
            "problems": ["type": "array", "items": notaryProblem], "pinning": ["type": "array", "items": notaryPlace],
        ], required: ["configured", "pinning"])
    static let health = object(["status": text, "reasons": ["type": "array", "items": text]], required: ["status"])
    static let problem = object(
        [
            "type": text, "title": text, "status": number, "detail": text, "instance": text, "code": text, "request_id": text,
            "errors": ["type": "object", "additionalProperties": text], "quota": quota, "asks": ["type": "array", "items": text],
        ], required: ["type", "title", "status", "detail", "instance", "code", "request_id"])
}
