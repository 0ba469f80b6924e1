internal import CLibPQ

/// COPY … FROM STDIN in binary form, out of batches, with no more in memory than one chunk and what libpq could not send yet.
final class CopyInOperation: SoloOperation {
    private static let chunkBytes = 64 << 10

    private let sql: String
    private var encoder: CopyEncoder
    private let completion: (Result<Int, PostgresError>) -> Void
    private let buffer = ByteBuffer(capacity: CopyInOperation.chunkBytes + 4096)
    private var isFeeding = false
    private var error: PostgresError?
    private var rowCount = 0

    init(_ sql: String, _ encoder: CopyEncoder, completion: @escaping (Result<Int, PostgresError>) -> Void) {
        self.sql = sql
        self.encoder = encoder
        self.completion = completion
    }

    func begin(on connection: WireConnection) { connection.sendSimple(sql) }

    func proceed(on connection: WireConnection) {
        while connection.solo === self, let handle = connection.handle {
            if isFeeding {
                guard feed(handle, connection) else { return }
                continue
            }
            guard PQisBusy(handle) == 0 else { return }
            guard let result = PQgetResult(handle) else { return finish(connection) }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COPY_IN: isFeeding = true
            case PGRES_COMMAND_OK: rowCount = Int(String(cString: PQcmdTuples(result))) ?? 0
            default: if error == nil { error = PostgresError(result) }
            }
        }
    }

    func lost(_ error: PostgresError) { completion(.failure(self.error ?? error)) }

    /// Sends one chunk. False when the socket is full: the loop calls again.
    private func feed(_ handle: OpaquePointer, _ connection: WireConnection) -> Bool {
        guard PQflush(handle) == 0 else {
            connection.flush()
            return false
        }
        buffer.removeAll()
        var ended = false
        do throws(PostgresError) {
            ended = try encoder.write(to: buffer, atLeast: CopyInOperation.chunkBytes)
        } catch {
            // The server rolls the rows back and answers with an error of its own, which says less.
            self.error = error
            isFeeding = false
            _ = PQputCopyEnd(handle, "a value does not fit its column")
            connection.flush()
            return connection.isReady
        }
        if buffer.count > 0, PQputCopyData(handle, buffer.base.assumingMemoryBound(to: CChar.self), Int32(buffer.count)) != 1 {
            connection.close(PostgresError(.connection, connection.lastMessage("COPY could not be sent")), lost: true)
            return false
        }
        if ended {
            isFeeding = false
            _ = PQputCopyEnd(handle, nil)
        }
        connection.flush()
        return connection.isReady
    }

    private func finish(_ connection: WireConnection) {
        guard connection.endSolo() else { return completion(.failure(PostgresError(.connection, "the connection was lost"))) }
        completion(error.map { .failure($0) } ?? .success(rowCount))
    }
}
