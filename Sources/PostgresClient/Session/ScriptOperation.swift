internal import CLibPQ

/// Many statements by the simple protocol; ends at the first error.
final class ScriptOperation: SoloOperation {
    private let sql: String
    private let completion: (Result<Void, PostgresError>) -> Void
    private var error: PostgresError?

    init(_ sql: String, completion: @escaping (Result<Void, PostgresError>) -> Void) {
        self.sql = sql
        self.completion = completion
    }

    func begin(on connection: WireConnection) { connection.sendSimple(sql) }

    func proceed(on connection: WireConnection) {
        while connection.solo === self, let handle = connection.handle, PQisBusy(handle) == 0 {
            guard let result = PQgetResult(handle) else {
                guard connection.endSolo() else { return completion(.failure(PostgresError(.connection, "the connection was lost"))) }
                return completion(error.map { .failure($0) } ?? .success(()))
            }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_FATAL_ERROR: if error == nil { error = PostgresError(result) }
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                connection.close(PostgresError(.usage, "COPY belongs in copyIn, not in a script"), lost: true)
            default: break
            }
        }
    }

    func lost(_ error: PostgresError) { completion(.failure(self.error ?? error)) }
}
