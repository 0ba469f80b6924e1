internal import CLibPQ

/// Parse and Describe of the unnamed statement.
final class DescribeUnit: WireUnit {
    private let completion: (Result<StatementDescription, PostgresError>) -> Void
    private var description = StatementDescription(parameterTypeOIDs: [], columns: [])
    private var error: PostgresError?

    init(_ completion: @escaping (Result<StatementDescription, PostgresError>) -> Void) { self.completion = completion }

    func receive(_ result: OpaquePointer, on connection: WireConnection) {
        switch PQresultStatus(result) {
        case PGRES_FATAL_ERROR: if error == nil { error = PostgresError(result) }
        case PGRES_COMMAND_OK where PQnparams(result) > 0 || PQnfields(result) > 0: description = StatementDescription(result)
        default: break
        }
    }

    func synced(on connection: WireConnection) { completion(error.map { .failure($0) } ?? .success(description)) }

    func lost(_ error: PostgresError) { completion(.failure(error)) }
}

extension WireConnection {
    func describe(_ sql: String, completion: @escaping (Result<StatementDescription, PostgresError>) -> Void) {
        guard let handle, phase == .ready else { return completion(.failure(PostgresError(.connection, "the connection is closed"))) }
        let sent = PQsendPrepare(handle, "", sql, 0, nil) == 1 && PQsendDescribePrepared(handle, "") == 1
        _ = finishSending(sent, DescribeUnit(completion))
    }
}
