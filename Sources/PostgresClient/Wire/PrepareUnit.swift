internal import CLibPQ

/// Parse, Describe, Sync of one statement.
final class PrepareUnit: WireUnit {
    private let prepared: PreparedStatement
    private var error: PostgresError?

    init(_ prepared: PreparedStatement) { self.prepared = prepared }

    func receive(_ result: OpaquePointer, on connection: WireConnection) {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR: if error == nil { error = PostgresError(result) }
        case PGRES_COMMAND_OK where PQnparams(result) > 0 || PQnfields(result) > 0:
            let description = StatementDescription(result)
            prepared.parameterTypeOIDs = description.parameterTypeOIDs
            prepared.columns = description.columns
            prepared.decoder = ResultDecoder(description.columns)
        default: break
        }
    }

    func synced(on connection: WireConnection) {
        prepared.isReady = error == nil
        connection.prepared(prepared, error)
    }

    func lost(_ error: PostgresError) {
        // The requests that wait fail with the connection.
        prepared.waiters = []
    }
}

extension StatementDescription {
    /// From the answer to a Describe.
    init(_ result: OpaquePointer) {
        parameterTypeOIDs = (0..<max(0, PQnparams(result))).map { PQparamtype(result, $0) }
        columns = (0..<max(0, PQnfields(result))).map { index in
            let oid = PQftype(result, index)
            return Column(
                name: PQfname(result, index).map { String(cString: $0) } ?? "", typeOID: oid,
                type: ColumnDecoding(typeOID: oid).columnType, tableOID: PQftable(result, index),
                tableColumn: Int(PQftablecol(result, index)))
        }
    }
}
