/**
 * How an answer of any servlet reaches its client, or does not, on containers that differ in it. Below the doors; knows
 * no other room.
 */
package io.stentor.answer;
