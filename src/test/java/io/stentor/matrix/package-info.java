/**
 * The table of the README that says on which servers the conformance suite passes: made from the reports of the runs,
 * kept in {@code matrix.json}, and written only when asked.
 */
package io.stentor.matrix;
