/// What is wrong with a cron expression.
package struct CronError: Error, Hashable, CustomStringConvertible {
    package let field: String
    package let found: String
    package let expected: String

    package var description: String { "cron \(field): expected \(expected), found '\(found)'" }
}
