/** {@code java -jar stentor.war}: the command line and the embedded Jetty. Containers never load it. */
package io.stentor.launch;
