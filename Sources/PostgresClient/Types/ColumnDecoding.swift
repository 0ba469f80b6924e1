/// How the values of one result column become those of a batch.
enum ColumnDecoding: Sendable {
    case bool, int2, int4, int8, oid, float4, float8, timestamp, date
    /// The bytes are the text.
    case text
    case bytea, json, jsonb, numeric, uuid, network
    /// Known only as PostgreSQL prints it: the whole statement is asked for as text.
    case printed

    init(typeOID: UInt32) {
        self =
            switch typeOID {
            case TypeOID.bool: .bool
            case TypeOID.int2: .int2
            case TypeOID.int4: .int4
            case TypeOID.int8: .int8
            case TypeOID.oid: .oid
            case TypeOID.float4: .float4
            case TypeOID.float8: .float8
            case TypeOID.timestamp, TypeOID.timestamptz: .timestamp
            case TypeOID.date: .date
            case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.char, TypeOID.unknown, TypeOID.void: .text
            case TypeOID.bytea: .bytea
            case TypeOID.json: .json
            case TypeOID.jsonb: .jsonb
            case TypeOID.numeric: .numeric
            case TypeOID.uuid: .uuid
            case TypeOID.inet, TypeOID.cidr: .network
            default: .printed
            }
    }

    /// The type in the batch.
    var columnType: ColumnType {
        switch self {
        case .bool: .boolean
        case .int2, .int4, .int8, .oid: .integer
        case .float4, .float8: .number
        case .timestamp, .date: .timestamp
        case .text, .uuid, .network, .printed: .text
        case .bytea: .bytes
        case .json, .jsonb: .json
        case .numeric: .decimal
        }
    }
}
