/** What a knob is and how its value is read, wherever the value comes from. Knows no source and no container. */
package io.stentor.config;
