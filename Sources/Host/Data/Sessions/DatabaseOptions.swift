package import PostgresClient

/// Sizes of the pools.
package struct DatabaseOptions: Sendable {
    package var host: PostgresPoolOptions
    package var runtime: PostgresPoolOptions
    package var ingest: PostgresPoolOptions

    package init(
        host: PostgresPoolOptions = PostgresPoolOptions(), runtime: PostgresPoolOptions = PostgresPoolOptions(),
        ingest: PostgresPoolOptions = PostgresPoolOptions()
    ) {
        self.host = host
        self.runtime = runtime
        self.ingest = ingest
    }
}
