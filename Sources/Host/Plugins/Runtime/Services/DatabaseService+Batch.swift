import PluginABI
import PostgresClient

/// Reading what a plugin wants executed, and writing what came of it.
extension DatabaseService {
    /// What a batch asks for.
    struct Batch {
        var steps: [PostgresRequest.Step] = []
        /// Bytes of parameters of the statements that may make the tenant's rows more.
        var grown = 0
        /// The most that one of them may do.
        var effect = StatementEffect.reads
        /// The first table that is read and may be lacking.
        var mayLack: TableGrant?
    }

    /// - Throws: `PluginCallError` for a malformed batch, and for one with a statement that reads a table which is lacking.
    func read(_ bytes: hi_bytes) throws(PluginCallError) -> Batch {
        var batch = Batch()
        var refusal: PluginCallError?
        do throws(MessageError) {
            let reader = try MessageReader(bytes)
            guard reader.count > 0, reader.count % 2 == 0, reader.count <= 2 * Self.maximumStatements else {
                throw MessageError(
                    "a batch has \(reader.count) fields, expected 1 to \(Self.maximumStatements) pairs of STATEMENT and PARAMETERS")
            }
            batch.steps.reserveCapacity(reader.count / 2)
            for index in stride(from: 0, to: reader.count, by: 2) {
                let number = reader[index]
                let parameters = reader[index + 1]
                guard number.id == HI_DB_STATEMENT, let place = number.integer, statements.indices.contains(Int(clamping: place)) else {
                    throw MessageError("field \(index) is not the number of a statement")
                }
                guard parameters.id == HI_DB_PARAMETERS, parameters.kind == .rows else {
                    throw MessageError("field \(index + 1) is not the PARAMETERS of statement \(place)")
                }
                let effect = effects[Int(place)]
                batch.effect = max(batch.effect, effect)
                if effect == .grows { batch.grown += parameters.bytes.count }
                if let optionalReads {
                    batch.mayLack = batch.mayLack ?? optionalReads.tables(of: Int(place)).first
                    refusal = refusal ?? optionalReads.refusal(of: Int(place))
                }
                batch.steps.append(PostgresRequest.Step(statements[Int(place)], try Self.parameters(parameters.bytes)))
            }
        } catch {
            throw PluginCallError(.invalidArgument, error.message)
        }
        if let refusal { throw refusal }
        return batch
    }

    private static func parameters(_ bytes: UnsafeRawBufferPointer) throws(MessageError) -> PostgresRequest.Parameters {
        // Columnless rows are how "no parameters" is said, which a RowBatch does not take.
        if bytes.count >= 16, bytes.loadUnaligned(fromByteOffset: 6, as: UInt16.self) == 0 { return .values([]) }
        do {
            let row = try RowBatch(validating: [UInt8](bytes))
            guard row.rowCount == 1 else { throw MessageError("parameters are \(row.rowCount) rows, expected one") }
            return .row(row)
        } catch let error as MessageError { throw error } catch { throw MessageError("\(error)") }
    }

    static func message(_ results: ArraySlice<QueryResult>) -> [UInt8] {
        var writer = MessageWriter(
            kind: 0, fields: results.count * 2, dataBytes: results.reduce(0) { $0 + $1.rows.bytes.count + 8 })
        for result in results {
            writer.add(HI_DB_ROWS, rows: result.rows.bytes)
            writer.add(HI_DB_AFFECTED, integer: Int64(result.affected))
        }
        return writer.finish()
    }
}
